package io.gypsum.core.document;

import java.time.OffsetDateTime;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An entry of a project's permissions that allows uploads.
 *
 * @param id a login or an organization
 * @param asset the only asset that it applies to, or null for all
 * @param version the only version that it applies to, or null for all
 * @param until the last moment at which it applies, or null for no limit
 * @param trusted whether uploads need no approval; null means false
 * @param invalidEntry the JSON of an entry that breaks the rules, such as <code>{"id":"ann","version":null}</code>,
 *     which other software may have stored. Such an entry is preserved unchanged and grants nothing, because a valid
 *     entry could grant more than its author intended. All other components except {@code id} are then null. Null for
 *     a
 *     valid entry
 */
public record Uploader(
    String id,
    @Nullable String asset,
    @Nullable String version,
    @Nullable OffsetDateTime until,
    @Nullable Boolean trusted,
    @Nullable String invalidEntry)
    implements JsonWritable {
  private static final RecordCodec<Uploader> CODEC =
      RecordCodec.of(
          Property.required("id", JsonType.STRING, Uploader::id),
          Property.optional("asset", JsonType.STRING, Uploader::asset),
          Property.optional("version", JsonType.STRING, Uploader::version),
          Property.optional("until", DocumentTypes.DATE_TIME, Uploader::until),
          Property.optional("trusted", JsonType.BOOLEAN, Uploader::trusted),
          (id, asset, version, until, trusted) -> new Uploader(id, asset, version, until, trusted));

  public Uploader(
      String id, @Nullable String asset, @Nullable String version, @Nullable OffsetDateTime until,
      @Nullable Boolean trusted) {
    this(id, asset, version, until, trusted, null);
  }

  /**
   * Returns a builder of an entry for all assets and versions, without time limit, whose uploads need approval.
   *
   * @param id a login or an organization
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** Builds an entry. */
  public static final class Builder {
    private final String id;
    private @Nullable String asset;
    private @Nullable String version;
    private @Nullable OffsetDateTime until;
    private @Nullable Boolean trusted;

    private Builder(String id) {
      this.id = id;
    }

    /** Limits the entry to one asset. */
    public Builder asset(AssetName onlyAsset) {
      this.asset = onlyAsset.value();
      return this;
    }

    /** @see #asset(AssetName) */
    public Builder asset(String onlyAsset) {
      return asset(AssetName.parse(onlyAsset));
    }

    /** Limits the entry to versions of this name. */
    public Builder version(VersionName onlyVersion) {
      this.version = onlyVersion.value();
      return this;
    }

    /** @see #version(VersionName) */
    public Builder version(String onlyVersion) {
      return version(VersionName.parse(onlyVersion));
    }

    /** Sets the last moment at which the entry applies. */
    public Builder until(OffsetDateTime lastMoment) {
      this.until = lastMoment;
      return this;
    }

    /** Sets whether uploads need no approval. */
    public Builder trusted(boolean value) {
      this.trusted = value;
      return this;
    }

    public Uploader build() {
      return new Uploader(id, asset, version, until, trusted);
    }
  }

  public boolean isValid() {
    return invalidEntry == null;
  }

  public boolean isTrusted() {
    return Boolean.TRUE.equals(trusted);
  }

  /** Reads a valid entry; null is not a valid value of any property. */
  public static Uploader read(JsonInput in) {
    return CODEC.read(in);
  }

  /** Reads an entry that may be invalid. */
  static Uploader readAny(JsonInput in) {
    String entry = in.copy();
    try {
      return JsonInput.readCopy(entry, "", Uploader::read);
    } catch (MalformedJsonException e) {
      return new Uploader(idOf(entry), null, null, null, null, entry);
    }
  }

  /** Returns the id of an invalid entry, or the empty string. */
  private static String idOf(String entry) {
    try {
      String id = JsonInput.readCopy(entry, "", in -> in.property("id", JsonInput::string));
      return id == null ? "" : id;
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  @Override
  public void writeTo(JsonGenerator out) {
    if (invalidEntry == null) {
      CODEC.write(this, out);
    } else {
      out.writeRawValue(invalidEntry);
    }
  }
}
