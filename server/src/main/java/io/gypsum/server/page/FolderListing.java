package io.gypsum.server.page;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.folder.FolderPage;

/**
 * What the component {@code tag/folder.jte} shows: a page of the entries of a folder of a version.
 *
 * @param url the address of the page that contains the component, without query
 */
public record FolderListing(AssetVersion version, FolderPage folder, String url) {
  /** Returns links to the other pages of the folder. */
  public Pager pager() {
    int number = folder.offset() / FileTree.PAGE_ENTRIES + 1;
    return ListRange.of(number, folder.entryCount(), FileTree.PAGE_ENTRIES).pager(url);
  }

  /** Returns the address of a page of the folder at {@code url}. */
  static String url(String url, int number) {
    return number == 1 ? url : PageUrls.query(url, Pager.PARAMETER, Integer.toString(number));
  }
}
