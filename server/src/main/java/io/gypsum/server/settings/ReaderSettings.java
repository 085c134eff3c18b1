package io.gypsum.server.settings;

/** The features for readers in addition to files. */
public record ReaderSettings(IndexSettings index, PageSettings pages) {}
