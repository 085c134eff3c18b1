package io.gypsum.cli.serve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.server.settings.Option;
import io.gypsum.server.settings.Options;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The server's table of options as flags of a command. */
record ServerFlags(Map<Option, OptionSpec> flags) {

  static ServerFlags addTo(CommandSpec command) {
    Map<Option, OptionSpec> flags = new HashMap<>();
    for (Option option : Options.ALL) {
      if (!option.isSecret()) {
        OptionSpec flag = flag(option);
        command.addOption(flag);
        flags.put(option, flag);
      }
    }
    return new ServerFlags(flags);
  }

  /** By option name; only those that were given. */
  Map<String, List<String>> values() {
    Map<String, List<String>> values = new HashMap<>();
    flags.forEach((option, flag) -> {
      Object given = flag.getValue();
      if (given instanceof List<?> list) {
        values.put(option.name(), list.stream().map(String::valueOf).toList());
      } else if (given != null) {
        values.put(option.name(), List.of(given.toString()));
      }
    });
    return values;
  }

  private static OptionSpec flag(Option option) {
    String defaultValue = option.defaultValue();
    String help = defaultValue == null
        ? option.help()
        : option.help() + " Default: " + defaultValue;
    OptionSpec.Builder flag =
        OptionSpec.builder(option.flag())
            .paramLabel(option.placeholder())
            .arity("1")
            .description(help.replace("%", "%%"));
    if (option.isSwitch()) {
      // --create-bucket alone says true.
      flag.arity("0..1").fallbackValue("true");
    }
    return option.isList()
        ? flag.type(List.class).auxiliaryTypes(String.class).build()
        : flag.type(String.class).build();
  }
}
