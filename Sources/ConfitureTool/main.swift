import ConfitureCLI
import Glibc

exit(ProcessMain.run())
