/** {@code gypsum verify} on what a server left behind. */
package io.gypsum.e2e.verify;
