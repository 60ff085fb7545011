"""The site: pages made from stored notebooks, figures and tables."""
