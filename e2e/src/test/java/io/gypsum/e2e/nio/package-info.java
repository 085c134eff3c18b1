/** {@code gypsum:} paths on a real server, as tools use them. */
@org.jspecify.annotations.NullMarked
package io.gypsum.e2e.nio;
