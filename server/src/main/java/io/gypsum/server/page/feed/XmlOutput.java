package io.gypsum.server.page.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import io.gypsum.core.Printable;

/**
 * Writes an XML document in UTF-8 to a stream, which it leaves open. Characters of texts that XML does not allow, and those that
 * cannot be seen, are written as escapes, see {@link Printable}. Not thread-safe.
 */
final class XmlOutput {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final XMLStreamWriter xml;

  /** Writes the content of the document element. */
  @FunctionalInterface
  interface Content {
    void writeTo(XmlOutput out) throws IOException;
  }

  private XmlOutput(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * Writes a document.
   *
   * @param element the name of its outermost element
   * @param namespace of all elements
   */
  static void write(OutputStream to, String element, String namespace, Content content)
      throws IOException {
    String encoding = StandardCharsets.UTF_8.name();
    try {
      XMLStreamWriter xml = FACTORY.createXMLStreamWriter(to, encoding);
      xml.writeStartDocument(encoding, "1.0");
      xml.setDefaultNamespace(namespace);
      xml.writeStartElement(namespace, element);
      xml.writeDefaultNamespace(namespace);
      content.writeTo(new XmlOutput(xml));
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** Writes an element with a text. */
  void element(String name, String text) throws IOException {
    start(name);
    try {
      xml.writeCharacters(escaped(text));
    } catch (XMLStreamException e) {
      throw failure(e);
    }
    end();
  }

  /** Writes an element with attributes only; {@code attributes} are names and values, alternating. */
  void empty(String name, String... attributes) throws IOException {
    start(name);
    try {
      for (int i = 0; i < attributes.length; i += 2) {
        xml.writeAttribute(attributes[i], escaped(attributes[i + 1]));
      }
    } catch (XMLStreamException e) {
      throw failure(e);
    }
    end();
  }

  void start(String name) throws IOException {
    try {
      xml.writeStartElement(name);
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  void end() throws IOException {
    try {
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** {@link Printable} keeps the last two characters of the basic plane, but XML does not allow them. */
  private static String escaped(String text) {
    return Printable.line(text).replace('\ufffe', '\ufffd').replace('\uffff', '\ufffd');
  }

  /** Returns the failure of the stream, so that a closed connection is recognized as such. */
  private static IOException failure(XMLStreamException e) {
    Throwable cause = e.getNestedException() == null ? e.getCause() : e.getNestedException();
    return cause instanceof IOException failed ? failed : new IOException(e);
  }
}
