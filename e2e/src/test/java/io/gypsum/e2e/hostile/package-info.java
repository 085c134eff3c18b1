/** Malformed and malicious requests. */
package io.gypsum.e2e.hostile;
