"""Finding what can be collected without being told: Docker's containers, and servers on this machine."""
