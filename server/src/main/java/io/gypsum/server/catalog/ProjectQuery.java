package io.gypsum.server.catalog;

/**
 * Selects and orders projects.
 *
 * @param filter a text that occurs in the name of a project, without regard to the case of ASCII letters; empty for all projects
 * @param year the calendar year whose quota counts
 */
public record ProjectQuery(String filter, Order order, int year) {
  /** How projects are ordered; those with equal values by name. */
  public enum Order {
    NAME,
    /** By usage, the largest first. */
    USAGE,
    /** By the used part of the quota, the largest first; projects whose usage or quota is unknown are last. */
    SHARE
  }
}
