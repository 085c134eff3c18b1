package io.gypsum.server.settings;

/** What the server offers to readers in addition to files. */
public record ReaderSettings(IndexSettings index, PageSettings pages) {}
