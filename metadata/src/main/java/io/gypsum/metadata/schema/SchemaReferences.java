package io.gypsum.metadata.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * The addresses and references in a schema. The {@code $id} of the whole schema is resolved against the address of the
 * document, that of a part against the {@code $id} of the enclosing schema. References in a schema or a part are
 * resolved against its {@code $id}. So {@code "$id": "bioconductor.json"} is valid, and such a schema may refer to
 * itself by that name, by its absolute address, or by {@code #}.
 */
final class SchemaReferences {
  /** Keywords whose values are data, not schemas. */
  private static final Set<String> DATA_KEYWORDS = Set.of("const", "default", "enum", "examples");

  private final Set<URI> addresses = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();

  private SchemaReferences() {}

  /** @param target without a fragment; null if the reference is not a URI */
  private record Reference(String text, @Nullable URI target, JsonPointer location) {}

  /**
   * Checks that no reference leads to another document.
   *
   * @param address the absolute address of the document
   * @throws GypsumException INVALID, with the first such reference
   */
  static void requireLocal(JsonNode schema, URI address) {
    SchemaReferences found = new SchemaReferences();
    found.addresses.add(address);
    found.collect(schema, address, JsonPointer.empty());
    for (Reference reference : found.references) {
      if (reference.target() == null || !found.addresses.contains(reference.target())) {
        throw GypsumException.invalid(
            "the schema refers to '" + Printable.value(reference.text()) + "' at '"
                + reference.location()
                + "': expected a reference into the schema itself ('#/definitions/…'); other schemas"
                + " are never fetched: copy them into this one");
      }
    }
  }

  private void collect(JsonNode node, URI enclosingBase, JsonPointer location) {
    URI base = enclosingBase;
    JsonNode id = node.get("$id");
    if (id != null && id.isString()) {
      URI resolved = resolved(enclosingBase, id.stringValue());
      if (resolved != null) {
        base = resolved;
        addresses.add(resolved);
      }
    }
    JsonNode reference = node.get("$ref");
    if (reference != null && reference.isString()) {
      references.add(
          new Reference(
              reference.stringValue(), resolved(base, reference.stringValue()), location));
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!DATA_KEYWORDS.contains(property.getKey())) {
        collect(property.getValue(), base, location.appendProperty(property.getKey()));
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), base, location.appendIndex(i));
    }
  }

  /** Resolves a reference without its fragment; returns null if it is not a URI. */
  private static @Nullable URI resolved(URI base, String reference) {
    int hash = reference.indexOf('#');
    String text = hash < 0 ? reference : reference.substring(0, hash);
    try {
      // URI.resolve would remove the last segment of the base.
      return text.isEmpty() ? base : base.resolve(new URI(text));
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
