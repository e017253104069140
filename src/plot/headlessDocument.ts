import { parseHTML } from 'linkedom';

/**
 * A document for figures where there is no browser. Kept apart from the figures, which take any document, so that what a
 * browser loads does not carry it.
 */
export function headlessDocument(): Document {
  return parseHTML('<!doctype html><html><head></head><body></body></html>').document;
}
