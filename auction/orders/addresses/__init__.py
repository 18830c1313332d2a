"""Where buyers want their orders sent."""
