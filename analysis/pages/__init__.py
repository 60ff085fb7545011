"""The pages of the site that are made from tables: front page, articles, concordance, downloads."""
