package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** Reads the parts of a page separately, so that a part that cannot be read does not hide the others. Not thread-safe. */
public final class PartialRead {
  private final List<String> problems = new ArrayList<>();

  /**
   * Returns what {@code part} returns.
   *
   * @param instead returned if documents or the store cannot be read; the reason is then added to {@link #problems}
   */
  public <T> T read(Supplier<T> part, T instead) {
    try {
      return part.get();
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT
          && e.kind() != GypsumException.Kind.UNAVAILABLE) {
        throw e;
      }
      problems.add(Printable.line(e.reason()));
      return instead;
    }
  }

  /** Returns the reasons why parts could not be read, in the order of the failures. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
