package io.gypsum.server.page.admin;

import java.util.List;

import io.gypsum.server.page.Notice;
import org.jspecify.annotations.Nullable;

/**
 * The parts around the content of each page of administrators.
 *
 * @param section the page that is shown
 * @param sections the pages of this server
 * @param notice confirms a change; null for none
 */
public record AdminFrame(
    AdminSection section, List<AdminSection> sections, @Nullable Notice notice) {
  public AdminFrame {
    sections = List.copyOf(sections);
  }
}
