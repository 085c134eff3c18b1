package io.gypsum.server.identity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.FileStamp;
import org.jspecify.annotations.Nullable;

/** {@code accounts.json} in a data directory: {@code {"accounts":[…]}}. Its absence means that no accounts exist. */
record AccountsFile(DataDirectory data) {
  static final String NAME = "accounts.json";
  /** About 50,000 accounts. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final JsonType<Instant> TIME =
      JsonType.STRING.as(AccountsFile::parseTime, Timestamps::format);

  private static final RecordCodec<AccountEntry> ENTRY =
      RecordCodec.of(
          Property.required("name", JsonType.STRING, AccountEntry::name),
          Property.optional(
              "organizations", JsonType.array(JsonType.STRING),
              entry -> List.copyOf(entry.account.organizations())),
          Property.optional(
              "administrator", JsonType.BOOLEAN, entry -> entry.account.administrator()),
          Property.required(
              "token_sha256", JsonType.STRING.as(TokenHash::parse, TokenHash::hex),
              AccountEntry::tokenHash),
          Property.required("created", TIME, entry -> entry.account.created()),
          AccountEntry::of);

  private static final RecordCodec<AccountsDocument> CONTENT =
      RecordCodec.of(
          Property.required(
              "accounts",
              JsonType.array(new JsonType<>(ENTRY::read, (out, e) -> ENTRY.write(e, out))),
              AccountsDocument::accounts),
          AccountsDocument::new);

  /** An account with the hash of its token. */
  record AccountEntry(Account account, TokenHash tokenHash) {
    private static AccountEntry of(
        String name, @Nullable List<String> organizations, @Nullable Boolean administrator,
        TokenHash tokenHash, Instant created) {
      TreeSet<String> sorted =
          new TreeSet<>(Objects.requireNonNullElse(organizations, List.of()));
      return new AccountEntry(
          new Account(name, sorted, Boolean.TRUE.equals(administrator), created), tokenHash);
    }

    String name() {
      return account.name();
    }
  }

  private record AccountsDocument(List<AccountEntry> accounts) {}

  private static Instant parseTime(String text) {
    OffsetDateTime time = Timestamps.parse(text);
    if (time == null) {
      throw GypsumException.invalid("'" + Printable.value(text) + "' is not an RFC 3339 date-time");
    }
    return time.toInstant();
  }

  /** Returns the stamp of the file; null when it does not exist. */
  @Nullable
  FileStamp stamp() {
    return data.stamp(NAME);
  }

  /**
   * Returns all accounts in the order in which they were added.
   *
   * @throws GypsumException {@code CORRUPT} when the file is corrupt
   */
  List<AccountEntry> read() {
    byte[] content = data.read(NAME, MAX_BYTES);
    if (content == null) {
      return List.of();
    }
    try {
      return JsonInput.read(content, AccountsFile::readContent);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          Kind.CORRUPT,
          NAME + " in the server's data directory is corrupt (" + e.problem()
              + "); it was not changed: repair it or restore it from a backup",
          e);
    }
  }

  private static List<AccountEntry> readContent(JsonInput in) {
    List<AccountEntry> accounts = List.copyOf(CONTENT.read(in).accounts);
    Set<Object> seen = new HashSet<>();
    for (AccountEntry entry : accounts) {
      if (!seen.add(entry.name()) || !seen.add(entry.tokenHash())) {
        throw in.malformed("the account '" + entry.name() + "' or its token occurs twice");
      }
    }
    return accounts;
  }

  /** Replaces all accounts; only inside {@link DataDirectory#exclusively}. */
  void write(List<AccountEntry> accounts) {
    byte[] content = JsonOutput.bytes(out -> CONTENT.write(new AccountsDocument(accounts), out));
    if (content.length > MAX_BYTES) {
      throw new GypsumException(
          Kind.TOO_LARGE,
          NAME + " would be larger than " + MAX_BYTES + " bytes: remove unused accounts");
    }
    data.replace(NAME, content);
  }
}
