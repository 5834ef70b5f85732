"""The site: settings, addresses, the server's processes, and the edges around the stories."""
