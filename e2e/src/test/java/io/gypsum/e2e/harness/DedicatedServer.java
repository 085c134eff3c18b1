package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that starts a {@link TestServer} with a new bucket for one test class, for tests that compare a whole bucket: the bucket of the {@link SharedServer} contains the projects of all tests.
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
        .computeIfAbsent(ClassScope.class, key -> new ClassScope(), ClassScope.class).server;
  }

  /** Closed by JUnit after the last test of the class. */
  private static final class ClassScope implements AutoCloseable {
    final TestServer server;

    ClassScope() {
      try {
        server = TestServer.start(Users.newData(Files.createTempDirectory("gypsum-dedicated")));
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
