/** The whole program tried from outside, as its users do; all of it is in {@code src/test}. */
package io.gypsum.e2e;
