/** The hash of {@link computeFingerprint} that every machine should reach with this version. */
export const publishedFingerprint = 'e9d9ee71ae7d92d32c0c2ef0310ecfd8865180e6b9227a91ca6324e361b03651';
