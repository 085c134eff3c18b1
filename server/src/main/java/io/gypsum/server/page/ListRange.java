package io.gypsum.server.page;

import java.util.List;

/**
 * The part of a list that one page shows.
 *
 * @param number the number of the page, from 1 to {@code count}
 * @param count the number of pages, at least 1
 * @param size the number of items of a full page
 */
public record ListRange(int number, int count, int size) {
  /**
   * Returns the range of a page.
   *
   * @param requested the number of the page; a number that is too small or too large means the first or the last one
   * @param items the number of items on all pages
   */
  public static ListRange of(int requested, long items, int size) {
    int count = (int) Math.max(1, Math.min(Integer.MAX_VALUE / size, (items + size - 1) / size));
    return new ListRange(Math.clamp(requested, 1, count), count, size);
  }

  public int offset() {
    return (number - 1) * size;
  }

  public <T> List<T> of(List<T> all) {
    int from = Math.min(offset(), all.size());
    return all.subList(from, Math.min(from + size, all.size()));
  }

  /** Returns the links to the other pages. */
  public Pager pager(String url) {
    return new Pager(number, count, url);
  }
}
