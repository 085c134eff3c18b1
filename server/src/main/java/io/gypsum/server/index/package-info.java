/**
 * The metadata index of a server: start with {@link io.gypsum.server.index.MetadataIndex}. {@code IndexUpdater} keeps the
 * files of a directory up to date; they are published as they are, and searched through {@link io.gypsum.server.index.IndexSearch} by {@code SearchHandler} and by pages.
 */
@NullMarked
package io.gypsum.server.index;

import org.jspecify.annotations.NullMarked;
