# find_package(backoffice CONFIG) gives the target backoffice::backoffice.
# Lies in <prefix>/lib/cmake/backoffice, beside <prefix>/lib/libbackoffice.so and <prefix>/include/backoffice.h.
get_filename_component(_backoffice_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET backoffice::backoffice)
    add_library(backoffice::backoffice SHARED IMPORTED)
    set_target_properties(backoffice::backoffice PROPERTIES
        IMPORTED_LOCATION "${_backoffice_prefix}/lib/libbackoffice${CMAKE_SHARED_LIBRARY_SUFFIX}"
        INTERFACE_INCLUDE_DIRECTORIES "${_backoffice_prefix}/include")
endif()
unset(_backoffice_prefix)
