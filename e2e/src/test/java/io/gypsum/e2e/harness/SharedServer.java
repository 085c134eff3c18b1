package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A JUnit extension that provides one {@link TestServer} for all tests; each test uses different project names. */
public final class SharedServer implements ParameterResolver {
  /** The schema that the server publishes as {@code bioconductor/v1.json}; has a relative id, as that of the public service. */
  public static final String SCHEMA = """
      {"$schema": "http://json-schema.org/draft-07/schema", "$id": "bioconductor.json",
       "type": "object", "required": ["title"],
       "properties": {"title": {"type": "string"}, "species": {"items": {"type": "string"}}}}
      """;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot()
        .getStore(Namespace.create(SharedServer.class))
        .computeIfAbsent(Shared.class, key -> new Shared(), Shared.class).server;
  }

  /** Closed by JUnit after the last test. */
  private static final class Shared implements AutoCloseable {
    final TestServer server;

    Shared() {
      try {
        Path directory = Files.createTempDirectory("gypsum-shared");
        Path schemas = Files.createDirectories(directory.resolve("schemas/bioconductor"));
        Files.writeString(schemas.resolve("v1.json"), SCHEMA);
        server =
            TestServer.start(
                Users.newData(directory), "--schemas", schemas.getParent().toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      server.process().stop();
      server.close();
    }
  }
}
