"""The demo county: real walks of real phones, transplanted to Yanhe, replayed through the API."""
