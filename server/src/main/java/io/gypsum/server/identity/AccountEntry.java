package io.gypsum.server.identity;

import java.time.OffsetDateTime;
import java.util.TreeSet;

import io.gypsum.core.document.Timestamps;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An account as the accounts file keeps it. */
record AccountEntry(Account account, TokenHash tokenHash) implements JsonWritable {
  String name() {
    return account.name();
  }

  static AccountEntry read(JsonInput in) {
    @Nullable String name = null;
    @Nullable TokenHash tokenHash = null;
    @Nullable OffsetDateTime created = null;
    TreeSet<String> organizations = new TreeSet<>();
    boolean administrator = false;
    in.beginObject();
    for (String property = in.nextName(); property != null; property = in.nextName()) {
      switch (property) {
        case "name" -> name = in.string();
        case "organizations" -> organizations.addAll(in.array(JsonInput::string));
        case "administrator" -> administrator = in.bool();
        case "token_sha256" -> tokenHash = TokenHash.parse(in.string());
        case "created" -> created = Timestamps.parse(in.string());
        default -> in.skip();
      }
    }
    Account account =
        new Account(
            in.required(name, "name"), organizations, administrator,
            in.required(created, "created").toInstant());
    return new AccountEntry(account, in.required(tokenHash, "token_sha256"));
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("name", account.name());
    out.writeName("organizations").writeStartArray();
    account.organizations().forEach(out::writeString);
    out.writeEndArray();
    out.writeBooleanProperty("administrator", account.administrator());
    out.writeStringProperty("token_sha256", tokenHash.hex());
    out.writeStringProperty("created", Timestamps.format(account.created()));
    out.writeEndObject();
  }
}
