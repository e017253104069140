/** The hash of {@link computeFingerprint} that every machine should reach with this version. */
export const publishedFingerprint = '1da5a251a736a10a661633020b04dc05b06d481764ae8a48ddeaebd01aeeada0';
