package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of one class a {@link TestServer} with a bucket of its own, for classes that compare a whole bucket: that
 * of the {@link SharedServer} contains the projects of all tests.
 */
public final class DedicatedServer implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext ofClass =
        context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
    return ofClass.getStore(Namespace.create(DedicatedServer.class))
        .computeIfAbsent(Own.class, key -> new Own(), Own.class).server;
  }

  /** Closed by JUnit after the last test of the class. */
  private static final class Own implements AutoCloseable {
    final TestServer server;

    Own() {
      try {
        server = TestServer.start(Users.newData(Files.createTempDirectory("gypsum-own")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
