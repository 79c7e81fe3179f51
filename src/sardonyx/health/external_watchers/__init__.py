"""External watchers: the alerts of UptimeRobot and Pingdom, shown as monitors beside ours."""
