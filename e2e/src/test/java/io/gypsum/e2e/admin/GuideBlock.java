package io.gypsum.e2e.admin;

import java.util.List;

/** A fenced block of a page; there is no other kind. */
sealed interface GuideBlock {
  /** For messages: {@code admin.md:12}. */
  String where();

  /** Whatever of it may name a file: its text. */
  String text();

  /** Is run on each of these machines in turn. */
  record Commands(String where, List<String> hosts, String text) implements GuideBlock {}

  /** Is written on each of these machines, and must be named by a later block, or be read by the system. */
  record TextFile(String where, List<String> hosts, String path, String text)
      implements GuideBlock {}

  /** What the block before it prints; {@code …} stands for anything. */
  record Output(String where, String text) implements GuideBlock {}
}
