package io.gypsum.server.page.manage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.server.operation.PermissionsDifference;
import io.gypsum.server.page.manage.PermissionsDraft.EntryChange;
import io.gypsum.store.ETag;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * The form with the owners and uploaders of a project. It contains the permissions that the user has seen, on which all changes
 * are based, so that the server keeps nothing between two requests and can show what others have changed since. Inputs are
 * named by the position of an entry in these permissions.
 *
 * @param base the permissions when the form was opened
 * @param etag the state of the stored permissions that the user has seen last; the same as that of {@code base}, unless the user
 *     has seen the changes of others
 * @param page the number of the page of uploaders, from 1
 * @param problems messages about invalid inputs by the name of the input
 */
public record PermissionsForm(
    Permissions base, ETag etag, int page, Rows rows, Map<String, String> problems) {
  /** Maximum number of new owners and of new uploaders in one form. */
  static final int MAX_NEW = 20;
  /** Number of uploaders on one page. */
  static final int ROWS = 50;
  /** Maximum number of owners that the form shows; others are kept. */
  static final int MAX_OWNERS = 200;
  /** Permissions that are longer can be changed by the command only. */
  static final int MAX_BASE_CHARS = 128 * 1024;

  private static final String CHECKED = "on";

  public PermissionsForm {
    problems = Map.copyOf(problems);
  }

  /** The rows of the form. */
  public record Rows(
      List<OwnerRow> owners, List<EntryRow> entries, List<NewOwner> newOwners,
      List<NewEntry> newEntries) {
    public Rows {
      owners = List.copyOf(owners);
      entries = List.copyOf(entries);
      newOwners = List.copyOf(newOwners);
      newEntries = List.copyOf(newEntries);
    }
  }

  /** @param name of the checkbox that removes the owner */
  public record OwnerRow(String name, String id, boolean isRemoved) {
    public String shownId() {
      return Printable.value(id);
    }
  }

  /** @param name precedes the names of the inputs */
  public record EntryRow(String name, Uploader entry, UploaderFields typed, boolean isRemoved) {
    public String shownId() {
      return Printable.value(entry.id());
    }

    /** Returns what the stored entry permits. */
    public String right() {
      return entry.isValid()
          ? PermissionsDifference.right(entry)
          : Printable.value(String.valueOf(entry.invalidEntry()));
    }

    /** Returns whether the user has typed something, so that the inputs are shown. */
    public boolean isOpen() {
      return !typed.equals(UploaderFields.of(entry));
    }

    public boolean isExpired(Instant now) {
      return entry.until() != null && now.isAfter(entry.until().toInstant());
    }

    boolean isChanged() {
      return isRemoved || isOpen();
    }
  }

  /** @param name of the input */
  public record NewOwner(String name, String id) {}

  /** @param name precedes the names of the inputs */
  public record NewEntry(String name, UploaderFields typed) {}

  /** An input that the user does not see. */
  public record HiddenInput(String name, String value) {}

  /** Reads the inputs of a received form. */
  interface Inputs {
    /** Returns the value of an input; null if the form does not contain it. */
    @Nullable
    String value(String name);

    default String text(String name) {
      String value = value(name);
      return value == null ? "" : value;
    }

    default boolean isChecked(String name) {
      return value(name) != null;
    }
  }

  /** Returns the form of stored permissions, with empty inputs for a new owner and a new uploader. */
  static PermissionsForm of(StoredDocument<Permissions> stored, int page) {
    return read(stored.document(), stored.etag(), page, name -> null, 0);
  }

  /** Returns whether the permissions are too long for a form. */
  static boolean isTooLong(Permissions permissions) {
    return JsonOutput.text(permissions).length() > MAX_BASE_CHARS;
  }

  /**
   * Reads a received form.
   *
   * @param more the number of empty rows to add
   * @throws GypsumException INVALID if the form does not contain the permissions on which it is based
   */
  static PermissionsForm read(Inputs inputs, int more) {
    String etag = inputs.text("etag");
    String page = inputs.text("page");
    try {
      Permissions base =
          JsonInput.read(
              inputs.text("base").getBytes(StandardCharsets.UTF_8), Permissions::read);
      if (!etag.isEmpty()) {
        return read(
            base, new ETag(etag), page.matches("\\d{1,6}") ? Integer.parseInt(page) : 1, inputs,
            more);
      }
    } catch (MalformedJsonException e) {
      // The same message as for a form without them.
    }
    throw GypsumException.invalid(
        "the form is incomplete: it does not contain the permissions on which it is based; open the"
            + " page of the project again and repeat the change");
  }

  private static PermissionsForm read(
      Permissions base, ETag etag, int requestedPage, Inputs inputs, int more) {
    int page = Math.clamp(requestedPage, 1, pages(base));
    int first = (page - 1) * ROWS;
    List<OwnerRow> owners =
        IntStream.range(0, Math.min(MAX_OWNERS, base.owners().size()))
            .mapToObj(
                i -> new OwnerRow(
                    "owner-" + i, base.owners().get(i), inputs.isChecked("owner-" + i)))
            .toList();
    List<EntryRow> entries =
        IntStream.range(first, Math.min(first + ROWS, base.uploaders().size()))
            .mapToObj(i -> entryRow("entry-" + i, base.uploaders().get(i), inputs))
            .toList();
    return new PermissionsForm(
        base, etag, page,
        new Rows(owners, entries, newOwners(inputs, more), newEntries(inputs, more)), Map.of());
  }

  private static EntryRow entryRow(String name, Uploader entry, Inputs inputs) {
    boolean isGiven = entry.isValid() && inputs.value(name + "-asset") != null;
    UploaderFields typed =
        isGiven ? fields(entry.id(), name, inputs) : UploaderFields.of(entry);
    return new EntryRow(name, entry, typed, inputs.isChecked(name + "-remove"));
  }

  private static UploaderFields fields(String id, String name, Inputs inputs) {
    return new UploaderFields(
        id, inputs.text(name + "-asset"), inputs.text(name + "-version"),
        inputs.text(name + "-date"), inputs.text(name + "-time"),
        inputs.isChecked(name + "-trusted"));
  }

  private static List<NewOwner> newOwners(Inputs inputs, int more) {
    List<NewOwner> owners = new ArrayList<>();
    for (int i = 0; i < MAX_NEW && inputs.value("new-owner-" + i) != null; i++) {
      String name = "new-owner-" + i;
      owners.add(new NewOwner(name, UploaderFields.typed(inputs.text(name))));
    }
    while (owners.isEmpty()
        || (owners.size() < MAX_NEW && more > 0 && !owners.getLast().id().isEmpty())) {
      owners.add(new NewOwner("new-owner-" + owners.size(), ""));
    }
    return owners;
  }

  private static List<NewEntry> newEntries(Inputs inputs, int more) {
    List<NewEntry> entries = new ArrayList<>();
    for (int i = 0; i < MAX_NEW && inputs.value("new-" + i + "-id") != null; i++) {
      String name = "new-" + i;
      entries.add(new NewEntry(name, fields(inputs.text(name + "-id"), name, inputs)));
    }
    while (entries.isEmpty()
        || (entries.size() < MAX_NEW && more > 0 && !entries.getLast().typed().isEmpty())) {
      entries.add(new NewEntry("new-" + entries.size(), UploaderFields.EMPTY));
    }
    return entries;
  }

  /** Returns the form with messages about its invalid inputs, in the order of the inputs. */
  PermissionsForm checked() {
    Map<String, String> found = new LinkedHashMap<>();
    PermissionsDraft _ = draft(found);
    return new PermissionsForm(base, etag, page, rows, found);
  }

  /** Returns the form after the user has seen other stored permissions. */
  PermissionsForm seen(ETag newEtag) {
    return new PermissionsForm(base, newEtag, page, rows, problems);
  }

  /** Returns the changes that the user has typed; those with invalid inputs are left out. */
  PermissionsDraft draft() {
    return draft(new LinkedHashMap<>());
  }

  private PermissionsDraft draft(Map<String, String> found) {
    List<EntryChange> changes = new ArrayList<>();
    for (EntryRow row : rows.entries()) {
      if (row.isRemoved()) {
        changes.add(new EntryChange(row.entry(), null));
      } else if (row.isChanged()) {
        Uploader becomes = row.typed().entry(row.entry(), row.name(), found);
        if (becomes != null) {
          changes.add(new EntryChange(row.entry(), becomes));
        }
      }
    }
    List<String> owners = new ArrayList<>();
    for (NewOwner owner : rows.newOwners()) {
      if (!owner.id().isEmpty()) {
        UploaderFields.checkId(owner.id(), owner.name(), found);
        owners.add(owner.id());
      }
    }
    List<Uploader> added = new ArrayList<>();
    for (NewEntry entry : rows.newEntries()) {
      Uploader uploader =
          entry.typed().isEmpty() ? null : entry.typed().entry(null, entry.name(), found);
      if (uploader != null) {
        added.add(uploader);
      }
    }
    List<String> removed =
        rows.owners().stream().filter(OwnerRow::isRemoved).map(OwnerRow::id).toList();
    return new PermissionsDraft(removed, owners, changes, added);
  }

  /** Returns the number of pages of uploaders. */
  int pages() {
    return pages(base);
  }

  private static int pages(Permissions base) {
    return Math.max(1, (base.uploaders().size() + ROWS - 1) / ROWS);
  }

  /** Returns the number of owners that the form does not show. */
  public int moreOwners() {
    return base.owners().size() - rows.owners().size();
  }

  /** Returns the message about an input; null if it is valid. */
  public @Nullable String problem(String input) {
    return problems.get(input);
  }

  /** Returns the base of the form, for its hidden input. */
  public String baseText() {
    return JsonOutput.text(base);
  }

  /** Returns the inputs that differ from the base, for a page that shows the change before it is made. */
  public List<HiddenInput> changedInputs() {
    List<HiddenInput> inputs = new ArrayList<>();
    inputs.add(new HiddenInput("base", baseText()));
    inputs.add(new HiddenInput("etag", etag.value()));
    inputs.add(new HiddenInput("page", String.valueOf(page)));
    rows.owners().stream().filter(OwnerRow::isRemoved).forEach(row -> check(row.name(), inputs));
    for (EntryRow row : rows.entries()) {
      if (row.isRemoved()) {
        check(row.name() + "-remove", inputs);
      }
      if (row.isChanged() && row.entry().isValid()) {
        add(row.name(), row.typed(), inputs);
      }
    }
    rows.newOwners()
        .forEach(owner -> inputs.add(new HiddenInput(owner.name(), owner.id())));
    for (NewEntry entry : rows.newEntries()) {
      inputs.add(new HiddenInput(entry.name() + "-id", entry.typed().id()));
      add(entry.name(), entry.typed(), inputs);
    }
    return inputs;
  }

  private static void add(String name, UploaderFields typed, List<HiddenInput> inputs) {
    inputs.add(new HiddenInput(name + "-asset", typed.asset()));
    inputs.add(new HiddenInput(name + "-version", typed.version()));
    inputs.add(new HiddenInput(name + "-date", typed.date()));
    inputs.add(new HiddenInput(name + "-time", typed.time()));
    if (typed.isTrusted()) {
      check(name + "-trusted", inputs);
    }
  }

  private static void check(String name, List<HiddenInput> inputs) {
    inputs.add(new HiddenInput(name, CHECKED));
  }
}
