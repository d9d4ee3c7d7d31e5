// wording
