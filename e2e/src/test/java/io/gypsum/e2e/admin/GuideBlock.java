package io.gypsum.e2e.admin;

import java.util.List;

/** A fenced block of a page of the guide. */
sealed interface GuideBlock {
  /** Returns the position for error messages: {@code admin.md:12}. */
  String where();

  /** Returns the text of the block. */
  String text();

  /** Commands that are run on each of these machines in turn. */
  record Commands(String where, List<String> hosts, String text) implements GuideBlock {}

  /** A file that is written on each of these machines. A later block must use it, unless the system reads it. */
  record TextFile(String where, List<String> hosts, String path, String text)
      implements GuideBlock {}

  /** The output of the block before it; {@code …} matches any text. */
  record Output(String where, String text) implements GuideBlock {}
}
