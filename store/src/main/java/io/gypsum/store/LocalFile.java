package io.gypsum.store;

import java.nio.file.Path;

/** An object and the file that holds its bytes. */
public record LocalFile(ObjectInfo info, Path path) {}
