package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..LOCK}: there only while a project is locked.
 *
 * @param sessionHash base64 of the SHA-256 of the session token: see {@link #hash}
 * @param asset what is being uploaded, or null when the operation is about more than one version
 * @param version likewise
 * @param journal who holds it and what was decided; null in a lock of a server that writes none, which never expires
 */
public record Lock(
    String sessionHash, @Nullable String asset, @Nullable String version, @Nullable Journal journal)
    implements JsonWritable {

  /** What a lock keeps of a session token, which itself is stored nowhere. */
  public static String hash(String sessionToken) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(sessionToken.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public Lock with(Journal newJournal) {
    return new Lock(sessionHash, asset, version, newJournal);
  }

  public static Lock read(JsonInput in) {
    @Nullable String sessionHash = null;
    @Nullable String asset = null;
    @Nullable String version = null;
    @Nullable Journal journal = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "session_hash" -> sessionHash = in.string();
        case "asset" -> asset = in.isNull() ? null : in.string();
        case "version" -> version = in.isNull() ? null : in.string();
        case "journal" -> journal = in.isNull() ? null : Journal.read(in);
        default -> in.skip();
      }
    }
    return new Lock(in.required(sessionHash, "session_hash"), asset, version, journal);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("session_hash", sessionHash);
    if (asset != null) {
      out.writeStringProperty("asset", asset);
    }
    if (version != null) {
      out.writeStringProperty("version", version);
    }
    if (journal != null) {
      out.writeName("journal");
      journal.writeTo(out);
    }
    out.writeEndObject();
  }
}
