package io.gypsum.store;

import java.nio.file.Path;

/** An object and the file of the local file system that contains its bytes. */
public record LocalFile(ObjectInfo info, Path path) {}
