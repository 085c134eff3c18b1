package io.gypsum.server.page;

/**
 * What all pages of a server have in common.
 *
 * @param title the name of the server, on every page
 * @param urls builds the addresses of pages, files and assets
 */
public record Site(String title, PageUrls urls) {}
