package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What stands when the guide was followed to its end; made once for all tests that take it. */
final class FollowedGuide implements AutoCloseable {
  private static final Path PAGES = Path.of("../docs");

  private final GitHubStub github = new GitHubStub();
  private final Sandbox sandbox;
  private final Services services;
  private int readsDuringUpgrade;
  private List<String> failuresDuringUpgrade;

  private FollowedGuide() {
    try {
      Path root = Files.createTempDirectory("gypsum-admin");
      String id = UUID.randomUUID().toString();
      URI engine = URI.create(Sandbox.inherited("S3_ENDPOINT"));
      GuideNames names = new GuideNames(root, engine, github.url(), id);
      sandbox = new Sandbox(root, names, Map.of("GYPSUM_GITHUB", github.url().toString()));
      services = new Services(sandbox);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      new Follower(sandbox, services)
          .follow(Guide.read(PAGES.resolve("admin.md")), this::readWhileUpgraded);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Users go on reading while one server after the other is replaced. */
  private void readWhileUpgraded(Block block, Runnable work) {
    if (!block.text().contains("/opt/gypsum.new")) {
      work.run();
      return;
    }
    try (Readers readers = Readers.start(sandbox, "/file/my-project%2Fcounts%2Fv1%2Freads.bin")) {
      readers.awaitMore();
      work.run();
      readers.awaitMore();
      readsDuringUpgrade = readers.reads();
      failuresDuringUpgrade = readers.failures();
    }
  }

  int readsDuringUpgrade() {
    return readsDuringUpgrade;
  }

  List<String> failuresDuringUpgrade() {
    return failuresDuringUpgrade;
  }

  void follow(String page) {
    new Follower(sandbox, services).follow(Guide.read(PAGES.resolve(page)));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Services services() {
    return services;
  }

  @Override
  public void close() {
    services.close();
    github.close();
    sandbox.delete();
  }

  /** Gives tests the one that they share. */
  static final class Provider implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == FollowedGuide.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context.getRoot()
          .getStore(Namespace.create(Provider.class))
          .computeIfAbsent(Once.class, key -> new Once(), Once.class)
          .get();
    }
  }

  /** What could not be followed once is not tried again for each test. */
  private static final class Once implements AutoCloseable {
    private FollowedGuide guide;
    private Throwable failure;

    private Once() {
      try {
        guide = new FollowedGuide();
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    FollowedGuide get() {
      if (failure != null) {
        throw new AssertionError(failure.getMessage(), failure);
      }
      return guide;
    }

    @Override
    public void close() {
      if (guide != null) {
        guide.close();
      }
    }
  }
}
