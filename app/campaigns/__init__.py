"""志愿服务活动日 and other campaigns, and what came of each activity."""
