"""Trees, venues and volunteers from a workbook: every bad cell is named before a row is written."""
