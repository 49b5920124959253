# fish completion for jam, made from its own description of its commands.

function __jam_node
    set -l node jam
    set -l skip 0
    for word in (commandline -opc)[2..]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$node $word"
            case 'jam cook' \
                'jam import' \
                'jam log' \
                'jam shelf' \
                'jam shelf add'
                set node "$node $word"
            case '* --directory' '* -C' '* --format'
                set skip 1
        end
    end
    echo $node
end

function __jam_at
    test (__jam_node) = "$argv[1]"
end

function __jam_values
    for line in (jam __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :directories
                __fish_complete_directories (commandline -ct)
            case '*'
                string replace -r -- '^--[^=\t]*=' '' $line
        end
    end
end

complete -c jam -f
complete -c jam -n '__jam_at "jam"' -a cook -d 'Cook one kind of fruit.'
complete -c jam -n '__jam_at "jam"' -a import -d 'Take over the jars of another cook.'
complete -c jam -n '__jam_at "jam"' -a log -d 'Show what was cooked.'
complete -c jam -n '__jam_at "jam"' -a shelf -d 'Look after a shelf.'
complete -c jam -n '__jam_at "jam"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam"' -l format -x -a 'text json html' -d 'How to print the answer.'
complete -c jam -n '__jam_at "jam"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam"' -l version -d 'Show the version.'
complete -c jam -n '__jam_at "jam cook"' -l message -s m -x -d 'What the label says.'
complete -c jam -n '__jam_at "jam cook"' -l with -x -a '(__jam_values)' -d 'What to add.'
complete -c jam -n '__jam_at "jam cook"' -l recipe -r -F -d 'Where the recipe is.'
complete -c jam -n '__jam_at "jam cook"' -l dry-run -s n -d 'Read the recipe and cook nothing.'
complete -c jam -n '__jam_at "jam cook"' -l stir -d 'Stir while it boils (default).'
complete -c jam -n '__jam_at "jam cook"' -l no-stir -d 'Stir while it boils (default).'
complete -c jam -n '__jam_at "jam cook"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam cook"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam cook"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam cook"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam cook"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam cook"' -a '(__jam_values)'
complete -c jam -n '__jam_at "jam import"' -l format -x -d 'How the lists are written.'
complete -c jam -n '__jam_at "jam import"' -l from -x -d 'Whose jars they are.'
complete -c jam -n '__jam_at "jam import"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam import"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam import"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam import"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam import"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam import"' -a '(__jam_values)'
complete -c jam -n '__jam_at "jam log"' -l limit -s l -x -d 'At most so many.'
complete -c jam -n '__jam_at "jam log"' -l graph -d 'Draw lines.'
complete -c jam -n '__jam_at "jam log"' -l no-graph -d 'Draw lines.'
complete -c jam -n '__jam_at "jam log"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam log"' -l format -x -a 'text json' -d 'How to print the answer.'
complete -c jam -n '__jam_at "jam log"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam log"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam log"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam log"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam log"' -a '(__jam_values)'
complete -c jam -n '__jam_at "jam shelf"' -a add -d 'Put jars on a shelf.'
complete -c jam -n '__jam_at "jam shelf"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam shelf"' -l format -x -a 'text json html' -d 'How to print the answer.'
complete -c jam -n '__jam_at "jam shelf"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam shelf"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam shelf"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam shelf"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam shelf add"' -l all -s a -d 'All of them.'
complete -c jam -n '__jam_at "jam shelf add"' -l directory -s C -x -a '(__fish_complete_directories)' -d 'Run as if started in <dir>.'
complete -c jam -n '__jam_at "jam shelf add"' -l quiet -s q -d 'Say nothing but the answer.'
complete -c jam -n '__jam_at "jam shelf add"' -l verbose -s v -d 'Say more; twice, even more.'
complete -c jam -n '__jam_at "jam shelf add"' -l no-color -d 'Print without colour.'
complete -c jam -n '__jam_at "jam shelf add"' -l help -s h -d 'Show this help.'
complete -c jam -n '__jam_at "jam shelf add"' -a '(__jam_values)'
