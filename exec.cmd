@rem npm scripts start with `exec`, so that Ctrl-C reaches the script and not a shell in between; cmd has no such word.
@%*
