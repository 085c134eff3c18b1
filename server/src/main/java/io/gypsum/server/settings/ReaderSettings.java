package io.gypsum.server.settings;

/** The settings of what readers can use in addition to files. */
public record ReaderSettings(IndexSettings index, PageSettings pages) {}
