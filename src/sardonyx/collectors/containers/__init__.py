"""Docker containers' figures, named as cAdvisor names them, with what Docker knows of their state beside."""
