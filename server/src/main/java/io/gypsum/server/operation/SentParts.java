package io.gypsum.server.operation;

import java.util.List;
import java.util.SortedMap;

import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * How far a file is that is sent in parts.
 *
 * @param inPlace whether something of the right size is in its place already, so that no part need be sent
 * @param parts MD5 of each part that is there, by number; a number may have several
 */
public record SentParts(boolean inPlace, SortedMap<Integer, List<Md5>> parts)
    implements JsonWritable {
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeBooleanProperty("in_place", inPlace);
    out.writeName("parts").writeStartArray();
    parts.forEach(
        (number, sums) -> sums.forEach(
            md5 -> {
              out.writeStartObject();
              out.writeNumberProperty("number", number);
              out.writeStringProperty("md5sum", md5.toString());
              out.writeEndObject();
            }));
    out.writeEndArray();
    out.writeEndObject();
  }
}
