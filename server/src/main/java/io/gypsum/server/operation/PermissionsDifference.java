package io.gypsum.server.operation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.server.format.ShownTime;
import org.jspecify.annotations.Nullable;

/** The differences between two states of a project's permissions, as sentences for people. */
public record PermissionsDifference(List<Line> lines) {
  public PermissionsDifference {
    lines = List.copyOf(lines);
  }

  /** Whether a sentence is about a right that is granted, changed or withdrawn. */
  public enum Kind {
    ADDED("added"), CHANGED("changed"), REMOVED("removed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Returns the kind as pages show it, which is also a part of the name of its style. */
    public String text() {
      return text;
    }
  }

  /**
   * A sentence that starts with the id of a user or an organization.
   *
   * @param id printable
   * @param text the rest of the sentence, printable
   */
  public record Line(Kind kind, String id, String text) {
    private static Line of(Kind kind, String id, String text) {
      return new Line(kind, Printable.value(id), text);
    }
  }

  public static PermissionsDifference between(Permissions before, Permissions after) {
    List<Line> lines = new ArrayList<>();
    without(after.owners(), before.owners())
        .forEach(id -> lines.add(Line.of(Kind.ADDED, id, "becomes an owner")));
    without(before.owners(), after.owners())
        .forEach(id -> lines.add(Line.of(Kind.REMOVED, id, "is no longer an owner")));
    List<Uploader> removed = without(before.uploaders(), after.uploaders());
    for (Uploader added : without(after.uploaders(), before.uploaders())) {
      Uploader replaced = replaced(added, removed);
      if (replaced == null) {
        lines.add(Line.of(Kind.ADDED, added.id(), "becomes an uploader of " + right(added)));
      } else {
        removed.remove(replaced);
        lines.add(Line.of(Kind.CHANGED, added.id(), changed(replaced, added)));
      }
    }
    removed.forEach(
        entry -> lines.add(
            Line.of(
                Kind.REMOVED, entry.id(),
                entry.isValid()
                    ? "may no longer upload to " + scope(entry)
                    : "loses an invalid entry, which granted nothing")));
    if (lines.isEmpty() && !before.equals(after)) {
      lines.add(new Line(Kind.CHANGED, "The order", "of the entries changes"));
    }
    return new PermissionsDifference(lines);
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Returns the sentences. */
  public List<String> texts() {
    return lines.stream().map(line -> line.id() + " " + line.text()).toList();
  }

  /** Returns the items of {@code items} that remain after each item of {@code others} has removed an equal one. */
  public static <T> List<T> without(List<T> items, List<T> others) {
    List<T> left = new ArrayList<>(items);
    others.forEach(left::remove);
    return left;
  }

  /**
   * Returns the removed entry that an added one replaces: that of the same scope, or else the only one of the same user;
   * null if there is none.
   */
  private static @Nullable Uploader replaced(Uploader added, List<Uploader> removed) {
    List<Uploader> ofUser = new ArrayList<>();
    for (Uploader entry : removed) {
      if (hasSameScope(entry, added)) {
        return entry;
      }
      if (entry.isValid() && entry.id().equals(added.id())) {
        ofUser.add(entry);
      }
    }
    return ofUser.size() == 1 ? ofUser.getFirst() : null;
  }

  /** Returns whether two valid entries differ at most in expiry and trust. */
  public static boolean hasSameScope(Uploader one, Uploader other) {
    return one.isValid() && other.isValid() && one.id().equals(other.id())
        && Objects.equals(one.asset(), other.asset())
        && Objects.equals(one.version(), other.version());
  }

  private static String changed(Uploader before, Uploader after) {
    List<String> changes = new ArrayList<>();
    boolean sameScope = hasSameScope(before, after);
    if (!sameScope) {
      changes.add("may upload to " + scope(after) + " instead of " + scope(before));
    }
    if (!Objects.equals(before.until(), after.until())) {
      changes.add("may upload " + until(after) + " instead of " + until(before));
    }
    if (before.isTrusted() != after.isTrusted()) {
      changes.add(
          after.isTrusted()
              ? "needs no approval any more: uploads are published at once"
              : "is no longer trusted: uploads need approval");
    }
    String text = changes.isEmpty()
        ? "has the same rights, written differently"
        : String.join("; ", changes);
    return sameScope && !changes.isEmpty() ? text + " (" + scope(after) + ")" : text;
  }

  /** Returns what an entry permits, such as {@code asset 'a' until 31 Dec 2030, 23:59:59 UTC; uploads need approval}. */
  public static String right(Uploader entry) {
    return scope(entry) + " " + until(entry) + "; "
        + (entry.isTrusted()
            ? "trusted, so uploads are published without approval"
            : "uploads need approval");
  }

  /** Returns the assets and versions to which an entry applies. */
  public static String scope(Uploader entry) {
    String asset = entry.asset() == null ? null : "'" + Printable.value(entry.asset()) + "'";
    String version = entry.version() == null ? null : "'" + Printable.value(entry.version()) + "'";
    if (asset == null) {
      return version == null ? "all assets" : "version " + version + " of all assets";
    }
    return version == null ? "asset " + asset : "version " + version + " of asset " + asset;
  }

  private static String until(Uploader entry) {
    OffsetDateTime until = entry.until();
    return until == null ? "without end" : "until " + exact(until.toInstant());
  }

  public static String exact(Instant time) {
    return new ShownTime(time).exact();
  }
}
