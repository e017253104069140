/** The hash of {@link computeFingerprint} that every machine should reach with this version. */
export const publishedFingerprint = '';
