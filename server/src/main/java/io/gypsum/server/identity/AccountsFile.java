package io.gypsum.server.identity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.Stamp;
import org.jspecify.annotations.Nullable;

/** {@code accounts.json} of a data directory: {@code {"accounts":[…]}}; not there means no accounts. */
record AccountsFile(DataDirectory data) {
  static final String NAME = "accounts.json";
  /** Some 50,000 accounts. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  @Nullable
  Stamp stamp() {
    return data.stamp(NAME);
  }

  /**
   * In the order in which they were added.
   *
   * @throws GypsumException {@code CORRUPT} when the file is damaged
   */
  List<AccountEntry> read() {
    byte[] content = data.read(NAME, MAX_BYTES);
    if (content == null) {
      return List.of();
    }
    try {
      return JsonInput.read(content, AccountsFile::read);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          Kind.CORRUPT,
          NAME + " in the server's data directory is damaged (" + e.problem()
              + "); it was left as it is: repair it or restore it from a backup",
          e);
    }
  }

  /** Only inside {@link DataDirectory#exclusively}. */
  void write(List<AccountEntry> accounts) {
    byte[] content =
        JsonOutput.bytes(
            out -> {
              out.writeStartObject();
              out.writeName("accounts").writeStartArray();
              accounts.forEach(account -> account.writeTo(out));
              out.writeEndArray();
              out.writeEndObject();
            });
    if (content.length > MAX_BYTES) {
      throw new GypsumException(
          Kind.TOO_LARGE, NAME + " would be over " + MAX_BYTES + " bytes: remove unused accounts");
    }
    data.replace(NAME, content);
  }

  private static List<AccountEntry> read(JsonInput in) {
    @Nullable List<AccountEntry> accounts = null;
    in.beginObject();
    for (String property = in.nextName(); property != null; property = in.nextName()) {
      switch (property) {
        case "accounts" -> accounts = List.copyOf(in.array(AccountEntry::read));
        default -> in.skip();
      }
    }
    List<AccountEntry> all = in.required(accounts, "accounts");
    Set<Object> seen = new HashSet<>();
    for (AccountEntry entry : all) {
      if (!seen.add(entry.name()) || !seen.add(entry.tokenHash())) {
        throw in.malformed("the account '" + entry.name() + "' or its token is there twice");
      }
    }
    return all;
  }
}
