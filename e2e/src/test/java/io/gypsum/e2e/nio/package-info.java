/** {@code gypsum:} paths as tools use them, over a real server. */
@org.jspecify.annotations.NullMarked
package io.gypsum.e2e.nio;
