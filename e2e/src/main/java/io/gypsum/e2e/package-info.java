/** Tests of the whole program from outside, as its users run it; all code is in {@code src/test}. */
package io.gypsum.e2e;
