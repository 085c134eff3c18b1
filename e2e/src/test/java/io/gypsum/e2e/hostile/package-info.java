/** Requests that nobody honest sends. */
package io.gypsum.e2e.hostile;
